//! A list and an option of fixed layout.
//!
//! One flavour of the module writes the plan of a frame, and the other one may read it. They are compiled apart, so everything in
//! a plan is `repr(C)`. The standard library's `Option` is not.

use core::ops::{Deref, DerefMut};

/// At most `N` items.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct List<T, const N: usize> {
    length: u32,
    items: [T; N],
}

impl<T: Copy, const N: usize> List<T, N> {
    /// An empty list. `unused` lies in the places that have no item yet.
    #[must_use]
    pub const fn new(unused: T) -> Self {
        Self { length: 0, items: [unused; N] }
    }

    /// Adds an item at the end.
    ///
    /// # Panics
    /// If the list is full: the lists here are as long as the longest chain needs.
    pub fn push(&mut self, item: T) {
        self.items[self.length as usize] = item;
        self.length += 1;
    }

    /// Takes all items out.
    pub fn clear(&mut self) {
        self.length = 0;
    }
}

impl<T, const N: usize> Deref for List<T, N> {
    type Target = [T];

    // Hot: rows look at their steps through it.
    #[inline(always)]
    fn deref(&self) -> &[T] {
        &self.items[..self.length as usize]
    }
}

impl<T, const N: usize> DerefMut for List<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items[..self.length as usize]
    }
}

/// A value or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, u8)]
pub enum Maybe<T> {
    /// None.
    Nothing,
    /// A value.
    Just(T),
}

impl<T> Maybe<T> {
    /// The value, if there is one.
    #[inline(always)]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Just(value) => Some(value),
            Self::Nothing => None,
        }
    }

    /// The value, to be changed.
    pub const fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Just(value) => Some(value),
            Self::Nothing => None,
        }
    }

    /// Whether there is a value.
    pub const fn is_some(&self) -> bool {
        matches!(self, Self::Just(_))
    }
}

impl<T> From<Option<T>> for Maybe<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::Just)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_what_was_added_since_it_was_cleared() {
        let mut list = List::<u8, 3>::new(9);
        assert!(list.is_empty());
        list.push(1);
        list.push(2);
        list[0] = 5;
        assert_eq!(*list, [5, 2]);
        list.clear();
        list.push(3);
        assert_eq!(*list, [3]);
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn a_full_list_takes_no_more() {
        let mut list = List::<u8, 1>::new(0);
        list.push(1);
        list.push(2);
    }
}
