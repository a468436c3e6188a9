using Grainwatch.Api.Settings;

namespace Grainwatch.Api.Hosting;

/// <summary>The folder with everything that this installation keeps outside of Postgres. While it is open no other process may open it.</summary>
public sealed class DataFolder : IDisposable
{
    readonly FileStream lockFile;

    DataFolder(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
    }

    public string Path { get; }

    /// <exception cref="SettingException">Another process has it, or it cannot be written.</exception>
    public static DataFolder OpenExclusively(IConfiguration configuration)
    {
        var path = System.IO.Path.GetFullPath(configuration.GetSection("Grainwatch").ReadSettings<ServerSettings>().Data);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"The data folder cannot be made: {denied.Message} Choose another with --data.");
        }

        try
        {
            // The lock is the kernel's: it goes with the process, however that ends. The file itself stays and means nothing.
            return new DataFolder(path, new FileStream(
                System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SettingException($"The data folder cannot be written: {denied.Message} Choose another with --data.");
        }
        catch (IOException)
        {
            throw new SettingException($"The data folder {path} is in use by another grainwatch. Stop that one, or choose another folder with --data.");
        }
    }

    public void Dispose() => lockFile.Dispose();
}
