namespace JusInfer.Portal.Catalog;

/// <summary>
/// The catalog in use: that of the file, with what operators have set up while the process runs. A change replaces the snapshot as a whole, and a call
/// keeps the one by which it was planned. Services that outlive a request read <see cref="Current"/> each time; others can have the snapshot injected.
/// </summary>
/// <param name="file">The catalog of the file.</param>
internal sealed class CatalogSource(CatalogSnapshot file)
{
    private volatile CatalogSnapshot fromFile = file;
    private volatile CatalogSnapshot configured = file;
    private volatile CatalogSnapshot current = InUse(file, wasConnected: false);

    /// <summary>The catalog of the file, with the credentials of files and environment variables.</summary>
    public CatalogSnapshot File => fromFile;

    /// <summary>The catalog of the file with what operators have set up, also in demo mode.</summary>
    public CatalogSnapshot Configured => configured;

    /// <summary>The catalog by which calls are answered. In demo mode, the embedded simulator is in the place of the providers.</summary>
    public CatalogSnapshot Current => current;

    /// <summary>Replaces <see cref="File"/>, after files with credentials have changed. Calls use it after the next <see cref="Replace"/>.</summary>
    public void ReplaceFile(CatalogSnapshot next) => fromFile = next;

    /// <summary>Replaces the catalog. Calls that run keep the earlier one.</summary>
    /// <param name="next">The catalog of the file with what operators have set up.</param>
    /// <param name="wasConnected">Whether operators have ever connected a provider.</param>
    public void Replace(CatalogSnapshot next, bool wasConnected) => (configured, current) = (next, InUse(next, wasConnected));

    /// <summary>
    /// Without a usable provider, the embedded simulator serves every model (demo mode). An installation that was connected does not return to it:
    /// simulated answers would reach its clients as if they were real, and strangers could sign up.
    /// </summary>
    private static CatalogSnapshot InUse(CatalogSnapshot catalog, bool wasConnected) =>
        catalog.HasUsableProvider || wasConnected ? catalog : catalog.AsDemo();
}
