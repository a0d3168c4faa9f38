using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace JusInfer.RegistryGaps;

/// <summary>
/// Resolves assemblies that are requested in a version that the registry does not have (gaps 2 and 5) to the file in the application's folder, and
/// loads the operating system's patched SQLite in preference to the older bundled one.
/// </summary>
internal static class AssemblyResolver
{
    private static readonly string[] ResolvedAssemblies = ["SQLitePCLRaw.core", "AngleSharp.Diffing"];
    private static readonly string[] SystemSqliteLibraries = ["libsqlite3.so.0", "libsqlite3.dylib"];

#pragma warning disable CA2255 // only a module initializer runs before the first request for such an assembly
    [ModuleInitializer]
    internal static void Register()
#pragma warning restore CA2255
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
        {
            if (!ResolvedAssemblies.Contains(name.Name)) return null;
            var file = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) =>
        {
            if (loaded.LoadedAssembly.GetName().Name == "SQLitePCLRaw.provider.e_sqlite3")
                NativeLibrary.SetDllImportResolver(loaded.LoadedAssembly, static (name, _, _) => name == "e_sqlite3" ? LoadSystemSqlite() : 0);
        };
    }

    /// <returns>The library's handle; 0 for the bundled library if the system has none.</returns>
    private static nint LoadSystemSqlite()
    {
        foreach (var library in SystemSqliteLibraries)
        {
            if (NativeLibrary.TryLoad(library, out var handle)) return handle;
        }

        return 0;
    }
}
