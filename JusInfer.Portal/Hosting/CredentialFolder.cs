using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads files with credentials and certificates. A relative path begins at the folder of the catalog.</summary>
/// <param name="catalog">The catalog file.</param>
internal sealed class CredentialFolder(string catalog) : ICredentialFiles
{
    public CredentialFile Read(string name)
    {
        var (text, fault) = ReadText(name);
        return text is null ? new CredentialFile(null, fault) : CredentialFile.Containing(text);
    }

    /// <summary>Reads a file without a credential, such as a certificate.</summary>
    public CatalogText ReadText(string name)
    {
        try
        {
            return new CatalogText(File.ReadAllText(Path.GetFullPath(name, Path.GetDirectoryName(catalog) ?? "")), null);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Without(CredentialFile.Missing);
        }
        catch (UnauthorizedAccessException)
        {
            return Without(CredentialFile.Forbidden);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException)
        {
            return Without(CredentialFile.Unreadable);
        }
    }

    private static CatalogText Without(CredentialFile file) => new(null, file.Fault);
}
