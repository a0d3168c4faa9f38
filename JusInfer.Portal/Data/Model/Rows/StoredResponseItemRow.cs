namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Finds the stored response of an item, because clients refer to items by their ids.</summary>
internal sealed class StoredResponseItemRow
{
    public required TeamId TeamId { get; init; }

    public required string ItemId { get; init; }

    public required string ResponseId { get; init; }
}
