namespace JusInfer.Portal.Accounts.Verification;

internal enum EmailChangeResult
{
    Changed,

    /// <summary>There is no such change any more.</summary>
    Gone,

    /// <summary>Another account has the address. The change stays.</summary>
    Taken,
}
