import express from 'express';

const app = express();

// Before all that sends a response.
app.use((_request, response, next) => {
  response.set({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  next();
});

app.use(express.static('public'));
app.listen(process.env.PORT ?? 8080);
