namespace JusInfer.Portal.Hosting;

/// <summary>
/// Where the process listens when nobody says otherwise. Set in code: in the settings file it would beat the command line.
/// </summary>
internal static class ListenAddress
{
    private const string Default = "http://localhost:5080";

    private static readonly string[] NamedBy = ["urls", "http_ports", "https_ports"];

    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        var named = Array.Exists(NamedBy, key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!named) builder.WebHost.UseUrls(Default);
    }
}
