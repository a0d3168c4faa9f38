namespace JusInfer.Portal.Accounts;

/// <summary>What happened to an account that its person should know, because a stranger could have done it.</summary>
internal enum SecurityChange
{
    PasswordChanged,
    AppAdded,
    AppRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesReplaced,
    RecoveryCodeUsed,
    ProviderLinked,
    ProviderUnlinked,
    ClientConnected,
    EmailChangeRequested,
    EmailChanged,
    NewDevice,
}
