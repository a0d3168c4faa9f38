namespace JusInfer.Portal.Accounts;

/// <summary>The numbers of this room's log events.</summary>
internal static class AccountEvents
{
    public const int OperatorClaimed = 4000;
    public const int SigningKeyMade = 4001;
    public const int SigningKeyUnreadable = 4002;
    public const int RefreshTokenReused = 4003;
}
