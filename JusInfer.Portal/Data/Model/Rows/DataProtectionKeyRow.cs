namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class DataProtectionKeyRow
{
    public int Id { get; init; }

    public string? FriendlyName { get; init; }

    public required string Xml { get; init; }
}
