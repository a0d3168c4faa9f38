using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace JusInfer.RegistryGaps;

/// <summary>
/// Answers assembly requests whose version the registry does not have (gaps 2 and 5) with the file beside the program,
/// and prefers the system's patched SQLite over the bundled old one.
/// </summary>
internal static class AssemblyGaps
{
    private static readonly string[] Substituted = ["SQLitePCLRaw.core", "AngleSharp.Diffing"];
    private static readonly string[] SystemSqlite = ["libsqlite3.so.0", "libsqlite3.dylib"];

#pragma warning disable CA2255 // a module initializer is the one hook that runs before the first such request
    [ModuleInitializer]
    internal static void Install()
#pragma warning restore CA2255
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
        {
            if (!Substituted.Contains(name.Name)) return null;
            var file = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) =>
        {
            if (loaded.LoadedAssembly.GetName().Name == "SQLitePCLRaw.provider.e_sqlite3")
                NativeLibrary.SetDllImportResolver(loaded.LoadedAssembly, static (name, _, _) => name == "e_sqlite3" ? SystemLibrary() : 0);
        };
    }

    private static nint SystemLibrary()
    {
        foreach (var library in SystemSqlite)
        {
            if (NativeLibrary.TryLoad(library, out var handle)) return handle;
        }

        return 0;
    }
}
