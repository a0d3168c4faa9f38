namespace JusInfer.Portal.Reports.Models;

/// <summary>The addresses of the catalog and of its models.</summary>
internal static class CatalogAddresses
{
    public const string List = "/catalog";
    public const string Markdown = "/catalog.md";
    public const string Json = "/catalog.json";

    /// <summary>The page of a model. The slash in its id separates segments of the path.</summary>
    public static string Of(string model) => $"{List}/{string.Join('/', model.Split('/').Select(Uri.EscapeDataString))}";

    public static string MarkdownOf(string model) => Of(model) + ".md";

    public static string JsonOf(string model) => Of(model) + ".json";
}
