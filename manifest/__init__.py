"""The Teams app package: manifest and icons, filled in for one deployment."""
