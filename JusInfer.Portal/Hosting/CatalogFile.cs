using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Hosting;

/// <summary>The catalog file, read once at startup.</summary>
/// <param name="path">The file.</param>
/// <param name="dialects">The registered dialects, which providers may have.</param>
/// <param name="today">The current day (UTC).</param>
/// <param name="environment">Returns the value of an environment variable; null if it is unset.</param>
internal sealed class CatalogFile(string path, IEnumerable<Dialect> dialects, DateOnly today, Func<string, string?> environment)
{
    /// <summary>The catalog, or every reason why the file contains none.</summary>
    public Result<CatalogSnapshot, CatalogErrors> Content { get; } = Read(path, dialects, today, environment);

    private static Result<CatalogSnapshot, CatalogErrors> Read(
        string path, IEnumerable<Dialect> dialects, DateOnly today, Func<string, string?> environment)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new CatalogErrors([$"Catalog:Path names {path}, which cannot be read: {error.Message}"]);
        }

        var folder = new CredentialFolder(path);
        var read = CatalogReader.Read(bytes, dialects, environment, today, folder.Read, folder.ReadText);
        if (read.TryGet(out var catalog, out var errors)) return catalog;
        return new CatalogErrors([.. errors.Messages.Select(message => $"{Path.GetFileName(path)}: {message}")]);
    }
}
