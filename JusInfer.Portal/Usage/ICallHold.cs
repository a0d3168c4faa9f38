namespace JusInfer.Portal.Usage;

/// <summary>What a call holds of its limits of money until its cost is counted.</summary>
internal interface ICallHold
{
    /// <summary>Releases it, once.</summary>
    void Release();
}
