using System.Reflection;

namespace JusInfer.Portal.Primitives;

/// <summary>The version of the product, which <c>Directory.Build.props</c> sets.</summary>
internal static class ProductVersion
{
    /// <summary>With the commit that the program was built from, if the build knew it: <c>1.0.0-rc.1+4f1c…</c>.</summary>
    public static string WithCommit { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>For people and other programs: <c>1.0.0-rc.1</c>.</summary>
    public static string Text { get; } = WithCommit.Split('+')[0];
}
