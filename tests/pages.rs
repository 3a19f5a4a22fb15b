//! The golden pages: the law, the rights, the doors and the contract as files that change only on
//! purpose.
