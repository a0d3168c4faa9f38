namespace JusInfer.Portal.Accounts;

/// <summary>Who may make an account.</summary>
internal enum SignUpMode
{
    Open,
    Invite,
    Closed,
}
