namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The row that names the operator. Its key can only be <see cref="TheOnly"/>: a second claim meets the first.</summary>
internal sealed class OperatorRow
{
    public const int TheOnly = 1;

    public required int Slot { get; init; }

    public required Guid UserId { get; init; }
}
