"""Official documents that the program itself makes, in the form of Decree 30/2020/NĐ-CP."""
