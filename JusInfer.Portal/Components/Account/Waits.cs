namespace JusInfer.Portal.Components.Account;

/// <summary>How long to wait after too many tries.</summary>
internal static class Waits
{
    public static string Say(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return $"Too many attempts. Try again in {seconds} second{(seconds == 1 ? "" : "s")}.";
    }
}
