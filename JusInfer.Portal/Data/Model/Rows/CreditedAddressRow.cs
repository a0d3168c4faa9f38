namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The address of a deleted account whose team had received the initial credit, as a salted hash.</summary>
internal sealed class CreditedAddressRow
{
    public required byte[] Hash { get; init; }
}
