namespace JusInfer.Portal.Reports.Keys;

/// <summary>Whether calls with a key are accepted, or will soon not be. Of several that apply, the last of this list.</summary>
internal enum KeyStatus
{
    Active,

    /// <summary>No call was ever made with the key.</summary>
    NeverUsed,

    /// <summary>The key expires within <see cref="KeyTableRow.ExpiryNotice"/>.</summary>
    Expiring,

    /// <summary>A limit of money rejects its calls.</summary>
    Blocked,

    /// <summary>Runaway protection rejects its calls until a person resumes it.</summary>
    Paused,
    Expired,
    Revoked,
}
