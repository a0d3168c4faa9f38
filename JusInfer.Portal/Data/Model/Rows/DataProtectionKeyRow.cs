namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class DataProtectionKeyRow
{
    public int Id { get; init; }

    public string? FriendlyName { get; init; }

    /// <summary>The key as XML of Data Protection, or wrapped (<see cref="KeyRing.WrappingKeys"/>).</summary>
    public required string Xml { get; set; }
}
