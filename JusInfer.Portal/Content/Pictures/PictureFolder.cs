namespace JusInfer.Portal.Content.Pictures;

/// <summary>
/// Reads <c>content/pictures</c>: diagrams (<c>leases.svg</c>), and screenshots in both themes (<c>usage.webp</c> and <c>usage-dark.webp</c>).
/// </summary>
internal static class PictureFolder
{
    public const string Name = "pictures";
    public const string Address = $"/{Name}/";
    public const string DiagramExtension = ".svg";
    public const string ScreenshotExtension = ".webp";

    private const string Dark = "-dark";

    /// <summary>Reads every picture. Errors are added to the list, each with its file.</summary>
    public static PictureSet Read(string contentRoot, List<ContentError> errors)
    {
        List<Picture> pictures = [];
        foreach (var file in FilesOf(new DirectoryInfo(Path.Combine(contentRoot, ContentFolder.Name, Name))))
        {
            var errorsOfFile = new ContentErrorList($"{ContentFolder.Name}/{Name}/{file.Name}");
            if (Read(file, errorsOfFile) is { } picture) pictures.Add(picture);
            errors.AddRange(errorsOfFile.ToImmutable());
        }

        return new PictureSet(pictures);
    }

    private static IEnumerable<FileInfo> FilesOf(DirectoryInfo folder) =>
        folder.Exists ? folder.EnumerateFiles().OrderBy(static file => file.Name, StringComparer.Ordinal) : [];

    /// <summary>Null for the second file of a screenshot, and for a file with an error.</summary>
    private static Picture? Read(FileInfo file, ContentErrorList errors)
    {
        var name = Path.GetFileNameWithoutExtension(file.Name);
        if (!SlugFormat.IsSlug(name)) errors.Add(1, $"'{name}' is not a slug, and the file's name is part of the address; {SlugFormat.Rule}");
        switch (file.Extension)
        {
            case DiagramExtension:
                return DiagramReader.Read(name, Address + file.Name, File.ReadAllBytes(file.FullName), errors);
            case ScreenshotExtension when name.EndsWith(Dark, StringComparison.Ordinal):
                var light = name[..^Dark.Length] + ScreenshotExtension;
                if (!File.Exists(Path.Combine(file.DirectoryName!, light))) errors.Add(1, $"'{light}', the same in the light theme, is missing");
                return null;
            case ScreenshotExtension:
                return ReadScreenshot(file, name + Dark + ScreenshotExtension, errors);
            default:
                errors.Add(1, $"'{file.Extension}' is not the extension of a picture; diagrams are {DiagramExtension}, screenshots {ScreenshotExtension}");
                return null;
        }
    }

    private static Screenshot? ReadScreenshot(FileInfo file, string darkName, ContentErrorList errors)
    {
        var dark = new FileInfo(Path.Combine(file.DirectoryName!, darkName));
        if (!dark.Exists)
        {
            errors.Add(1, $"'{darkName}', the same in the dark theme, is missing");
            return null;
        }

        var (bytes, darkBytes) = (File.ReadAllBytes(file.FullName), File.ReadAllBytes(dark.FullName));
        if (WebPSize.Of(bytes) is not { } size || WebPSize.Of(darkBytes) is not { } darkSize)
            errors.Add(1, $"the file or '{darkName}' is not a WebP picture");
        else if (size != darkSize)
            errors.Add(1, $"'{darkName}' has another size");
        else
            return new Screenshot(new PictureFile(Address + file.Name, bytes), new PictureFile(Address + darkName, darkBytes), size.Width, size.Height);
        return null;
    }
}
