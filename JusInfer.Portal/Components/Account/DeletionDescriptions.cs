namespace JusInfer.Portal.Components.Account;

/// <summary>What a deletion affects, as the subject of a sentence.</summary>
internal static class DeletionDescriptions
{
    public static string Keys(int live) => live switch { 0 => "Your keys (none is live)", 1 => "Your one live key and all others", _ => $"Your {live} live keys" };

    public static string TeamKeys(int live) => live switch { 0 => "The team's keys (none is live)", 1 => "The team's one live key and all others", _ => $"The team's {live} live keys" };

    /// <summary>The keys that are revoked with a team that has no other member.</summary>
    public static string ServiceKeys(int live) => live == 1 ? "its one live service key" : $"its {live} live service keys";

    /// <summary>The keys that stay when the person who minted them leaves, as a sentence.</summary>
    public static string StayingKeys(int live) => live == 1
        ? "The one live service key that you minted in it belongs to the team and keeps working."
        : $"The {live} live service keys that you minted in it belong to the team and keep working.";

    public static string Members(int count) => count == 1 ? "Your access to the team" : $"The access of all {count} members";
}
