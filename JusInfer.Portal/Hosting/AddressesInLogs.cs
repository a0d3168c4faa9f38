namespace JusInfer.Portal.Hosting;

/// <summary>
/// Keeps requests' addresses out of the log, whatever the settings ask for: people put keys into addresses, and are refused for it, but the line
/// would stay. What these parts of the framework have to say from a warning on holds no address.
/// </summary>
internal static class AddressesInLogs
{
    private static readonly string[] Writers =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.StaticFiles",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    public static void KeepAddressesOut(this ILoggingBuilder logging)
    {
        foreach (var writer in Writers) logging.AddFilter(writer, LogLevel.Warning);
    }
}
