namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>What is done to several keys at once.</summary>
public enum BulkAction
{
    Revoke,
    Expiry,
    Cap,
    Rate,
}
