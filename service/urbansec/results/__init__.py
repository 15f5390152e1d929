"""Results of saved queries in the formats people work with: spreadsheets, columns, maps, networks, documents."""
