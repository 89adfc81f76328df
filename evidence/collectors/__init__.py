"""What can be read, one probe a row of the catalogue (section 3). A collector never judges."""
