namespace JusInfer.Portal.Catalog;

/// <summary>The catalog in force. Read <see cref="Current"/> once a call and keep it: the next read may be another one.</summary>
internal interface ICatalog
{
    CatalogSnapshot Current { get; }
}
