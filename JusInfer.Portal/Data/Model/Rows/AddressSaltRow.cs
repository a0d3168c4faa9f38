namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The salt of the installation for hashes of addresses and of names of end users. There is one row at most.</summary>
internal sealed class AddressSaltRow
{
    public required int Id { get; init; }

    public required byte[] Salt { get; init; }
}
