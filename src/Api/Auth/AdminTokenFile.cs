using System.Security.Cryptography;
using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Auth;

/// <summary>Where a generated admin token is kept: <c>admin.token</c> in the data folder, readable by its owner only.</summary>
static class AdminTokenFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), "admin.token");

    public static string ReadOrCreate(string dataFolder)
    {
        var path = PathIn(dataFolder);
        if (!File.Exists(path))
        {
            Create(path);
        }

        var token = File.ReadAllText(path).Trim();
        return token.Length > 0 ? token : throw new SettingException($"The file {path} is empty. Delete it, and a new token is generated.");
    }

    static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var written = $"{path}.{Environment.ProcessId}";
        // Whole or not at all, and never readable by others, not even for a moment. Link-and-unlink lets the first of two processes win.
        using (var file = new StreamWriter(new FileStream(
            written, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly })))
        {
            file.WriteLine($"gw.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}");
        }

        try
        {
            File.Move(written, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(written);
        }
    }
}
