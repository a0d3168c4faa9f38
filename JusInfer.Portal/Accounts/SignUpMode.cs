namespace JusInfer.Portal.Accounts;

/// <summary>Who may sign up.</summary>
internal enum SignUpMode
{
    Open,
    Invite,
    Closed,
}
