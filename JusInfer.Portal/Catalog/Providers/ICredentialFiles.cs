namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Reads the files with credentials that the catalog names.</summary>
internal interface ICredentialFiles
{
    /// <param name="name">The path as the catalog has it.</param>
    CredentialFile Read(string name);
}
