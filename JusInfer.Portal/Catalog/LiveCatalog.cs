namespace JusInfer.Portal.Catalog;

/// <summary>Holds the catalog in force and exchanges it whole: no call ever sees half of a new one.</summary>
internal sealed class LiveCatalog(CatalogSnapshot initial) : ICatalog
{
    private CatalogSnapshot current = initial;

    public CatalogSnapshot Current => Volatile.Read(ref current);

    /// <summary>Puts <paramref name="next"/> in force for every call that begins from now on.</summary>
    /// <returns>The one that was in force until now.</returns>
    public CatalogSnapshot Replace(CatalogSnapshot next) => Interlocked.Exchange(ref current, next);
}
