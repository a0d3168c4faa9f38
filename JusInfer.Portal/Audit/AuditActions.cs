namespace JusInfer.Portal.Audit;

/// <summary>The kinds of entries in the audit log.</summary>
internal static class AuditActions
{
    public const string TeamCreated = "team.created";
    public const string TeamChanged = "team.changed";
    public const string TeamDeleted = "team.deleted";

    public const string MemberInvited = "member.invited";
    public const string InvitationRevoked = "invitation.revoked";
    public const string MemberJoined = "member.joined";
    public const string MemberChanged = "member.changed";
    public const string MemberRemoved = "member.removed";

    public const string KeyCreated = "key.created";
    public const string KeyChanged = "key.changed";
    public const string KeyRotated = "key.rotated";
    public const string KeyRevoked = "key.revoked";
    public const string KeyReported = "key.reported";

    public const string BudgetCreated = "budget.created";
    public const string BudgetChanged = "budget.changed";
    public const string BudgetDeleted = "budget.deleted";

    public const string WalletCredited = "wallet.credited";
    public const string WalletChanged = "wallet.changed";

    public const string OwnResultsReset = "routing.results_reset";

    public const string Paused = "runaway.paused";
    public const string Resumed = "runaway.resumed";

    public const string WebhookCreated = "webhook.created";
    public const string WebhookChanged = "webhook.changed";
    public const string WebhookDeleted = "webhook.deleted";

    public const string ProviderCredentialSet = "provider.credential_set";
    public const string ProviderCredentialReplaced = "provider.credential_replaced";
    public const string ProviderCredentialRemoved = "provider.credential_removed";
    public const string LocalServerAdded = "provider.server_added";
    public const string LocalServerRemoved = "provider.server_removed";
    public const string ProviderTurnedOff = "provider.turned_off";
    public const string ProviderTurnedOn = "provider.turned_on";
    public const string ModelChanged = "provider.model_changed";

    public const string SignedIn = "session.started";
    public const string SignedOut = "session.ended";
    public const string SignInRejected = "session.rejected";

    public const string PasswordChanged = "password.changed";
    public const string PasswordResetCreated = "password.reset_link_created";
    public const string PasswordReset = "password.reset";
    public const string SecondFactorEnabled = "second_factor.enabled";
    public const string SecondFactorRemoved = "second_factor.removed";
    public const string RecoveryCodesReplaced = "second_factor.codes_replaced";
    public const string RecoveryCodeUsed = "second_factor.code_used";
    public const string PasskeyAdded = "second_factor.passkey_added";
    public const string PasskeyRemoved = "second_factor.passkey_removed";
    public const string OperatorClaimed = "operator.claimed";
    public const string EmailVerified = "account.email_verified";
    public const string EmailChangeRequested = "account.email_change_requested";
    public const string EmailChangeCanceled = "account.email_change_canceled";
    public const string EmailChanged = "account.email_changed";
    public const string IdentityLinked = "account.provider_linked";
    public const string IdentityUnlinked = "account.provider_unlinked";
    public const string AccountDeleted = "account.deleted";

    /// <summary>All kinds, in the order in which the portal lists them.</summary>
    public static readonly string[] All =
    [
        TeamCreated, TeamChanged, TeamDeleted, MemberInvited, InvitationRevoked, MemberJoined, MemberChanged, MemberRemoved, KeyCreated,
        KeyChanged, KeyRotated, KeyRevoked, KeyReported, BudgetCreated, BudgetChanged, BudgetDeleted, WalletCredited, WalletChanged, OwnResultsReset,
        Paused, Resumed, WebhookCreated, WebhookChanged, WebhookDeleted,
        ProviderCredentialSet, ProviderCredentialReplaced, ProviderCredentialRemoved, LocalServerAdded, LocalServerRemoved, ProviderTurnedOff, ProviderTurnedOn,
        ModelChanged,
        SignedIn, SignedOut, SignInRejected, PasswordChanged, PasswordResetCreated, PasswordReset, SecondFactorEnabled, SecondFactorRemoved, RecoveryCodesReplaced,
        RecoveryCodeUsed, PasskeyAdded, PasskeyRemoved, OperatorClaimed, EmailVerified, EmailChangeRequested, EmailChangeCanceled, EmailChanged, IdentityLinked,
        IdentityUnlinked, AccountDeleted,
    ];
}
