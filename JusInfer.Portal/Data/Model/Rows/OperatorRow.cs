namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The operator. The primary key can only be <see cref="OnlySlot"/>, so a second claim conflicts with the first.</summary>
internal sealed class OperatorRow
{
    public const int OnlySlot = 1;

    public required int Slot { get; init; }

    public required Guid UserId { get; init; }
}
