namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>An unused recovery code of a user.</summary>
internal sealed class RecoveryCodeRow
{
    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    public required byte[] Hash { get; init; }
}
