namespace JusInfer.Portal.Components.Account;

/// <summary>What a deletion affects, as the subject of a sentence.</summary>
internal static class DeletionDescriptions
{
    public static string Keys(int live) => live switch { 0 => "Your keys (none is live)", 1 => "Your one live key and all others", _ => $"Your {live} live keys" };

    public static string TeamKeys(int live) => live switch { 0 => "The team's keys (none is live)", 1 => "The team's one live key and all others", _ => $"The team's {live} live keys" };

    public static string Members(int count) => count == 1 ? "Your access to the team" : $"The access of all {count} members";
}
