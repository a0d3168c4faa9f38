namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>In which kept response an item stands, since clients refer to items by their own ids.</summary>
internal sealed class StoredResponseItemRow
{
    public required TenantId TenantId { get; init; }

    public required string ItemId { get; init; }

    public required string ResponseId { get; init; }
}
