namespace JusInfer.Portal.Components.Account;

/// <summary>Describes the client of a session by its <c>User-Agent</c>, for people who look for their own devices.</summary>
internal static class DeviceDescriptions
{
    private const int MaxLength = 40;

    // In this order, because browsers name the browsers that they are compatible with, too.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        if (userAgent is null) return "Unknown device";
        var (browser, system) = (NameIn(userAgent, Browsers), NameIn(userAgent, Systems));
        if (browser is not null) return system is null ? browser : $"{browser} on {system}";
        var product = userAgent.Split(' ')[0];
        return product.Length <= MaxLength ? product : product[..MaxLength];
    }

    private static string? NameIn(string userAgent, (string Mark, string Name)[] known) =>
        Array.Find(known, each => userAgent.Contains(each.Mark, StringComparison.Ordinal)).Name;
}
