//! Pixelate inside a chain: the means of the blocks of a block row, and the row that they make.
//!
//! Rows of a block are added up column by column, then the columns of each block; `(sum + (n >> 1)) / n` of the n samples
//! of the block that lie in the image.

use crate::rows::divide::Divisor;

/// Begin and end of the block that `at` lies in. The edge has this `length`, and blocks are counted from its start or its end.
#[must_use]
pub fn bounds(at: usize, size: usize, length: usize, from_end: bool) -> (usize, usize) {
    // The first block may begin before the edge does.
    let missing = if from_end { (size - length % size) % size } else { 0 };
    let begin = (at + missing) / size * size;
    (begin.saturating_sub(missing), (begin + size - missing).min(length))
}

/// Bytes of a stage's own: column sums, and the row that the blocks make.
#[must_use]
pub fn own_bytes(samples: usize) -> usize {
    (2 * samples).next_multiple_of(64) + samples.next_multiple_of(64)
}

/// The state of a stage of blocks while it moves down a stripe.
#[derive(Clone, Copy)]
pub struct Blocks {
    /// Of a block, in pixels.
    pub size: usize,
    /// Blocks are counted from the right.
    pub from_right: bool,
    /// Column sums.
    pub sums: *mut u16,
    /// The means of the present block row, as a row of pixels.
    pub row: *mut u8,
    /// One past the last row of the present block row.
    pub end: usize,
}

impl Blocks {
    /// Turns the column sums of `rows` rows into the row of means.
    ///
    /// # Safety
    /// The sums are those of `width * C` samples, and the row is as long; both are this thread's alone.
    #[inline(never)]
    pub unsafe fn average<const C: usize>(&self, width: usize, rows: usize) {
        let mut x = 0;
        let mut columns = 0;
        let mut divisor = Divisor::default();
        while x < width {
            let (begin, end) = bounds(x, self.size, width, self.from_right);
            if end - begin != columns {
                columns = end - begin;
                divisor = Divisor::new((columns * rows) as u32);
            }
            // SAFETY: `begin` to `end` are pixels of the row.
            unsafe {
                let mean: [u8; C] = core::array::from_fn(|channel| {
                    let sum = (begin..end).map(|x| u32::from(*self.sums.add(x * C + channel))).sum();
                    divisor.mean(sum)
                });
                for x in begin..end {
                    self.row.cast::<[u8; C]>().add(x).write(mean);
                }
            }
            x = end;
        }
    }

    /// Writes the row of means to `out`, with the alpha of `centre` where there are four channels.
    ///
    /// # Safety
    /// All are rows of `width * C` samples.
    #[inline(never)]
    pub unsafe fn write<const C: usize>(&self, centre: *const u8, out: *mut u8, width: usize) {
        // SAFETY: the caller's.
        unsafe {
            if C == 4 {
                // Two pixels at a time, as one word.
                let colours = u64::from_le_bytes([255, 255, 255, 0, 255, 255, 255, 0]);
                let merge = |row: u64, centre: u64| row & colours | centre & !colours;
                let word = |row: *const u8, x: usize| row.add(4 * x).cast::<u64>().read_unaligned();
                let mut x = 0;
                while x + 2 <= width {
                    let merged = merge(u64::from_le(word(self.row, x)), u64::from_le(word(centre, x)));
                    out.add(4 * x).cast::<u64>().write_unaligned(merged.to_le());
                    x += 2;
                }
                if x < width {
                    let [r, g, b, _] = self.row.cast::<[u8; 4]>().add(x).read();
                    let alpha = centre.cast::<[u8; 4]>().add(x).read()[3];
                    out.cast::<[u8; 4]>().add(x).write([r, g, b, alpha]);
                }
            } else {
                out.copy_from_nonoverlapping(self.row, width * C);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bounds;

    #[test]
    fn blocks_are_cut_from_either_end() {
        let cut = |from_end| (0..7).map(|at| bounds(at, 3, 7, from_end)).collect::<Vec<_>>();
        assert_eq!(cut(false), [(0, 3), (0, 3), (0, 3), (3, 6), (3, 6), (3, 6), (6, 7)]);
        assert_eq!(cut(true), [(0, 1), (1, 4), (1, 4), (1, 4), (4, 7), (4, 7), (4, 7)]);
        assert_eq!(bounds(4, 64, 7, true), (0, 7));
        assert_eq!(bounds(5, 3, 6, true), (3, 6));
    }
}
