using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes one managed resource of an assembly to a file. The assembly's dependencies need not be present.</summary>
public sealed class ExtractManagedResource : Task
{
    [Required]
    public string Assembly { get; set; }

    [Required]
    public string Resource { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        // Loaded from bytes, because the build server would otherwise keep the package's file open.
        using (var resource = System.Reflection.Assembly.Load(File.ReadAllBytes(Assembly)).GetManifestResourceStream(Resource))
        {
            if (resource == null)
            {
                Log.LogError("{0} has no resource named {1}.", Assembly, Resource);
                return false;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            using (var file = File.Create(Destination))
            {
                resource.CopyTo(file);
            }
        }

        return true;
    }
}
