using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads the catalog file at startup. Without a usable provider, the embedded simulator serves every model (demo mode).</summary>
internal static class CatalogFile
{
    /// <returns>The catalog; null if the file is missing or invalid, and then <paramref name="errors"/> contains the reasons.</returns>
    public static CatalogSnapshot? Read(string path, ICollection<string> errors)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add($"Catalog:Path names {path}, which cannot be read: {error.Message}");
            return null;
        }

        if (CatalogReader.Read(bytes, Environment.GetEnvironmentVariable).TryGet(out var catalog, out var catalogErrors))
            return catalog.HasUsableProvider ? catalog : catalog.AsDemo();
        foreach (var message in catalogErrors.Messages) errors.Add($"{Path.GetFileName(path)}: {message}");
        return null;
    }
}
