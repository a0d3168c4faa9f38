using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads the catalog file at start. Without one usable provider the embedded simulator answers for all of them.</summary>
internal static class CatalogFile
{
    /// <returns>The catalog; null where the file is missing or faulty, and then the faults say so.</returns>
    public static CatalogSnapshot? Read(string path, ICollection<string> faults)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add($"Catalog:Path names {path}, which cannot be read: {fault.Message}");
            return null;
        }

        var result = CatalogReader.Read(bytes, Environment.GetEnvironmentVariable);
        foreach (var fault in result.Faults) faults.Add($"{Path.GetFileName(path)}: {fault}");
        return result.Snapshot is { HasUsableProvider: false } unusable ? unusable.AsDemo() : result.Snapshot;
    }
}
