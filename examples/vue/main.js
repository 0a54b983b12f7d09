import { createApp } from 'vue';
import FilteredCamera from './FilteredCamera.vue';

createApp(FilteredCamera).mount('#app');
