namespace JusInfer.Portal.Hosting;

/// <summary>
/// The address to listen on without a configured one. It is set in code, because in the settings file it would override the command line.
/// </summary>
internal static class DefaultListenAddress
{
    private const string Address = "http://localhost:5080";

    private static readonly string[] ConfigurationKeys = ["urls", "http_ports", "https_ports"];

    public static void UseDefaultListenAddress(this WebApplicationBuilder builder)
    {
        var isConfigured = Array.Exists(ConfigurationKeys, key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isConfigured) builder.WebHost.UseUrls(Address);
    }
}
