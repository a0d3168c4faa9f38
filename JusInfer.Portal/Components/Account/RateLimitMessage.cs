namespace JusInfer.Portal.Components.Account;

/// <summary>The message shown after too many attempts to sign in or sign up.</summary>
internal static class RateLimitMessage
{
    public static string For(TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        return $"Too many attempts. Try again in {seconds} second{(seconds == 1 ? "" : "s")}.";
    }
}
