@rem npm scripts begin with "exec", so that on POSIX no shell stands between npm and Node to swallow signals. Here it means nothing.
@%*
