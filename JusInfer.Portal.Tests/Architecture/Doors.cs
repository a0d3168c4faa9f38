namespace JusInfer.Portal.Tests.Architecture;

/// <summary>Which room may use which, and which frameworks stay behind which walls. The table of docs/ARCHITECTURE.md, held by a test.</summary>
internal static class Doors
{
    public const string Everything = "*";

    /// <summary>Room to the rooms it may use. All may use Primitives and themselves; what is not listed is a wall.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Primitives"] = [],
        ["Catalog"] = [],
        ["Tenancy"] = [],
        ["Content"] = [],
        ["Routing"] = ["Catalog"],
        ["Keys"] = ["Tenancy"],
        ["Usage"] = ["Catalog"],
        ["Accounts"] = ["Tenancy"],
        ["Admission"] = ["Tenancy", "Keys", "Catalog", "Usage"],
        ["Gateway"] = ["Routing", "Catalog", "Keys", "Tenancy", "Usage", "Admission"],
        ["Api"] = ["Keys", "Tenancy", "Usage", "Catalog", "Accounts", "Admission", "Gateway.Status"],
        ["Components"] = ["Keys", "Tenancy", "Usage", "Catalog", "Content", "Accounts", "Admission", "Routing", "Gateway.Status"],
        ["Data"] = ["Keys", "Tenancy", "Usage", "Catalog", "Accounts", "Admission", "Routing", "Gateway"],
        ["Hosting"] = [Everything],
    };

    /// <summary>A framework's namespace to the rooms (or parts of one) that may use it.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Frameworks = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Microsoft.EntityFrameworkCore"] = ["Data", "Hosting"],
        ["Microsoft.AspNetCore.Identity.EntityFrameworkCore"] = ["Data", "Hosting"],
        ["Microsoft.Data.Sqlite"] = ["Data", "Hosting"],
        ["Npgsql"] = ["Data", "Hosting"],
        ["Yarp"] = ["Gateway.Forwarding", "Hosting"],
        ["Microsoft.AspNetCore.Components"] = ["Components", "Hosting"],
        ["Radzen"] = ["Components", "Hosting"],
        ["Markdig"] = ["Content"],
    };

    /// <summary>Rooms, or parts of one, that think and touch nothing: no web framework, no network, no files, no clock of the machine's.</summary>
    public static readonly string[] Pure = ["Routing", "Catalog", "Keys", "Usage", "Primitives"];

    /// <summary>The part of a pure room whose work is a file.</summary>
    public static readonly string[] NotPure = ["Usage.Journal"];

    public static readonly string[] Impure =
    [
        "Microsoft.AspNetCore", "System.Net.Http", "System.Net.Sockets", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.RandomAccess",
    ];

    public static bool IsIn(string place, string room) => place == room || place.StartsWith(room + ".", StringComparison.Ordinal);
}
