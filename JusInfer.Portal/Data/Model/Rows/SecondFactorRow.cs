namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The authenticator app of a user.</summary>
internal sealed class SecondFactorRow
{
    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The shared secret, encrypted with Data Protection.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>When the user entered the first code; null if an earlier version stored the secret before that.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The time step of the last code that was accepted. Codes of it and of earlier steps are rejected.</summary>
    public long LastStep { get; init; }
}
