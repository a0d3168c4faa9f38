using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads files with credentials. A relative path begins at the folder of the catalog.</summary>
/// <param name="catalog">The catalog file.</param>
internal sealed class CredentialFolder(string catalog) : ICredentialFiles
{
    public CredentialFile Read(string name)
    {
        try
        {
            return CredentialFile.Containing(File.ReadAllText(Path.GetFullPath(name, Path.GetDirectoryName(catalog) ?? "")));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return CredentialFile.Missing;
        }
        catch (UnauthorizedAccessException)
        {
            return CredentialFile.Forbidden;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException)
        {
            return CredentialFile.Unreadable;
        }
    }
}
